/** @file How a store file is told from any other SQLite file. */

/** SQLite's `application_id` of a store: the letters GROK. */
export const APPLICATION_ID = 0x47524f4b;
