/** Sets of small numbers as bits, 32 to a word: what all pairs of a large network need. Changed in place while they are built. */

export type Bits = Uint32Array;

export const noBits = (size: number): Bits => new Uint32Array((size + 31) >>> 5);

export function addBit(set: Bits, index: number): void {
    set[index >>> 5] |= 1 << (index & 31);
}

export const hasBit = (set: Bits, index: number): boolean => ((set[index >>> 5] >>> (index & 31)) & 1) === 1;

export function addBits(set: Bits, more: Bits): void {
    for (let i = 0; i < set.length; i += 1) set[i] |= more[i];
}

export function keepBits(set: Bits, only: Bits): void {
    for (let i = 0; i < set.length; i += 1) set[i] &= only[i];
}

/** Adds what two sets have in common. */
export function addCommon(set: Bits, one: Bits, other: Bits): void {
    for (let i = 0; i < set.length; i += 1) set[i] |= one[i] & other[i];
}
