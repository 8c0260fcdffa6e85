import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { Language } from './language/language.svelte.ts';
import { Opening, openSession } from './opening.svelte.ts';

const opening = new Opening();
mount(App, { target: document.body, props: { opening, language: new Language() } });
void opening.run((progress) => openSession(new AbortController().signal, progress));
