/** What has been read is not changed: every key of every depth is read-only. */
export type Unchanging<T> = { readonly [Key in keyof T]: Unchanging<T[Key]> };
