/** A reason to stop that another try does not mend; the message says what to do. */
export class FetchError extends Error {}
