import { failingAs } from '../store/embedded/failure.ts';

/** 503 or 504 `orders-unavailable`, 500 `orders-failed`. */
export const withOrderFailures = failingAs('The monitoring orders', 'orders');
