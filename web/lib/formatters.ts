/** A formatter is dear to make and cheap to use, so each is made once: fifty rows of deals would make two hundred. */
const made = new Map<string, unknown>();

export type Locale = string | undefined;

function once<F, O>(kind: new (locale: Locale, options: O) => F, locale: Locale, options: O): F {
  const key = `${kind.name} ${locale} ${JSON.stringify(options)}`;
  const found = (made.get(key) as F | undefined) ?? new kind(locale, options);
  made.set(key, found);
  return found;
}

export const numbers = (locale: Locale, options: Intl.NumberFormatOptions = {}) =>
  once(Intl.NumberFormat, locale, options);

export const dates = (locale: Locale, options: Intl.DateTimeFormatOptions) =>
  once(Intl.DateTimeFormat, locale, options);

export const distances = (locale: Locale) => once(Intl.RelativeTimeFormat, locale, { numeric: "auto" } as const);
