/** Texts of the console. Another language is another file of messages with the same keys, and a line here. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './messages/en.json';

const LANGUAGES = { en: { translation: en } };

/** Dates and amounts follow the browser's region where its language is one of ours. */
function language(): string {
  return (
    navigator.languages.find((tag) => tag.split('-')[0] !== undefined && (tag.split('-')[0] as string) in LANGUAGES) ??
    'en'
  );
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: LANGUAGES,
    lng: language(),
    fallbackLng: 'en',
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
}
