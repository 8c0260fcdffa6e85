const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether it is a UUID as PostgreSQL and the facade write them: others need not be looked for. */
export const isUuid = (text: string): boolean => uuid.test(text);
