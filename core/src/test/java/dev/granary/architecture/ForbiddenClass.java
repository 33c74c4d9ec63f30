package dev.granary.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.granary.architecture.fixtures.NamesForbiddenClasses;

/** Lists the classes that the core must not depend on, and why. */
enum ForbiddenClass {
  FILE_SYSTEM("java.nio.file.*", "core has no file system"),
  FILE("java.io.File*", "core has no file system"),
  NET("java.net.*", "core reaches the network through a port"),
  TIME("java.time.*", "TeaVM lacks Instant, and time is a port"),
  THREAD("java.lang.Thread*", "no threads in core"),
  CONCURRENT("java.util.concurrent.*", "no threads in core, and TeaVM lacks executors and locks"),
  REFLECT("java.lang.reflect.*", "TeaVM removes what is reached by name only"),
  VAR_HANDLE("java.lang.invoke.VarHandle*", "TeaVM lacks it"),
  METHOD_HANDLE("java.lang.invoke.MethodHandle*", "TeaVM lacks it; lambdas do not name it"),
  SECURITY("java.security.*", "TeaVM lacks MessageDigest; digest has its own"),
  HEX_FORMAT("java.util.HexFormat", "TeaVM lacks it; digest has Hex"),
  CRC32C("java.util.zip.CRC32C", "TeaVM lacks it; digest has Crc32c"),
  SPLITTABLE_RANDOM("java.util.SplittableRandom", "TeaVM lacks it"),
  REGEX("java.util.regex.*", "TeaVM translates the whole engine for one pattern"),
  FORMATTER("java.util.Formatter*", "adds 180 KB");

  private final String pattern;
  private final String reason;

  ForbiddenClass(String pattern, String reason) {
    this.pattern = pattern;
    this.reason = reason;
  }

  Rule rule() {
    return new Rule(
        noClasses()
            .should()
            .dependOnClassesThat(describe("are " + pattern, this::matches))
            .because(reason),
        NamesForbiddenClasses.class);
  }

  private boolean matches(JavaClass target) {
    String name = target.getBaseComponentType().getName();
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
