/** Whether a text holds what could be a national number: eleven digits, also with a sign between date and number. */
export function holdsPersonNumber(text: string): boolean {
  return /\d{6}[\s.-]?\d{5}/.test(text);
}
