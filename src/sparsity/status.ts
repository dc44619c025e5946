/** What a tensor is with respect to a pattern, in one word. The first that fits applies, in this order. */
export type TensorStatus =
  | 'unreadable'
  | 'too-short'
  | 'not-applicable'
  | 'conforms'
  | 'nearly'
  | 'dense'
  | 'structured'
  | 'unstructured';
