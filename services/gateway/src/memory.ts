/** Large blocks go back to the kernel once they are free, and the youngest values stay few: most of them are a body's. */
export const memoryEnvironment = {
    MALLOC_ARENA_MAX: "2",
    MALLOC_MMAP_THRESHOLD_: "131072",
    MALLOC_TRIM_THRESHOLD_: "131072",
} as const;
