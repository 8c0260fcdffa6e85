/** Stands for the person's own number wherever it was sent, so that stored texts name nobody. No sent text may hold it. */
const placeholder = '\uFDD0';

export function hideNumber(text: string, ownNumber: string): string {
  return text.includes(ownNumber) ? text.replaceAll(ownNumber, placeholder) : text;
}

export function showNumber(text: string, ownNumber: string): string {
  return text.includes(placeholder) ? text.replaceAll(placeholder, ownNumber) : text;
}
