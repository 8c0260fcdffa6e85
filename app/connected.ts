import { mount } from 'svelte';
import './app.css';
import { Language } from './language/language.svelte.ts';
import Connected from './national/Connected.svelte';

mount(Connected, { target: document.body, props: { language: new Language() } });
