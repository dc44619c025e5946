/** This machine is not one to measure on; the message says what is missing. */
export class Unsuitable extends Error {}
