import { mount } from 'svelte';
import './app.css';
import CitizenApp from './citizen/CitizenApp.svelte';
import { Entry } from './citizen/entry.svelte.ts';
import { citizenDictionaries } from './language/citizen/citizen-words.ts';
import { Language } from './language/language.svelte.ts';

const entry = new Entry();
mount(CitizenApp, {
  target: document.body,
  props: { entry, language: new Language(citizenDictionaries) },
});
void entry.run();
