export const exitCode = { done: 0, violation: 1, failed: 2 } as const;
