import fc from "fast-check";

/** Property tests are the same in every run, so that a red one can be run again; SEED looks elsewhere. */
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_261_124) });
