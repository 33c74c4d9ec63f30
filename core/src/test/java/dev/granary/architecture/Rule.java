package dev.granary.architecture;

import com.tngtech.archunit.lang.ArchRule;

/**
 * Holds one rule of the core.
 *
 * @param brokenBy the fixture that breaks it on purpose
 */
record Rule(ArchRule law, Class<?> brokenBy) {
  @Override
  public String toString() {
    return law.getDescription();
  }
}
