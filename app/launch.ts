import { mount } from 'svelte';
import './app.css';
import Launch from './Launch.svelte';
import { Language } from './language/language.svelte.ts';

mount(Launch, { target: document.body, props: { language: new Language() } });
