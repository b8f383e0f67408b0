// @ts-check

/** What a person can do something about; its message says all, and where in our code it was thrown helps nobody. */
export class Problem extends Error {}
