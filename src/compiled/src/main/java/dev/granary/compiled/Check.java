package dev.granary.compiled;

/** Checks one area of the core. It reports the same lines on every platform and in every run. */
interface Check {
  void run(Report report);
}
