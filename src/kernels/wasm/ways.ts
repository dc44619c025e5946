// AssemblyScript, not TypeScript: see kernels.ts.
//
// Kernels are compiled for each width of elements and for each way to compare them, without a branch in the inner loop. Both are type
// parameters, because conditions on types select code when it is compiled.

// Widths. Elements of 8, 16, 32 and 64 bits: u8, u16, u32, u64.
/** Elements of 4 bits. */
export type Nibble = i8;
/** Elements of 2 bits. */
export type Pair = i16;

// How an element is compared.
/** element == zero */
export type AllBits = bool;
/** The element is a float of 32 bits: 0 or -0. */
export type AsFloat = f32;
/** (element & care) == zero */
export type CareBits = i32;
/** (element & care) - zero <= span, unsigned, in the width of an element */
export type InRange = u32;
