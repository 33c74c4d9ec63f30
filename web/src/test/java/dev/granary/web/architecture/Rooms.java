package dev.granary.web.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/** Lists the packages of module web, and the packages that each may use. */
final class Rooms {
  private static final String HOUSE = "dev.granary";
  private static final String WEB = HOUSE + ".web";

  /** Stands for all packages of the core. */
  private static final String CORE = "core";

  /** Stands for the module of the kernels; only its layout may be used. */
  private static final String KERNELS = "kernels";

  private static final Map<String, Set<String>> KNOWN =
      Map.ofEntries(
          entry("dom", Set.of()),
          entry("bridge", Set.of("dom", CORE)),
          entry("idb", Set.of("bridge", "dom", CORE)),
          entry("digest", Set.of("kernel", "bridge", "dom", KERNELS, CORE)),
          entry("codec", Set.of("bridge", "dom", CORE)),
          entry("kernel", Set.of("bridge", "dom", KERNELS, CORE)),
          entry("source", Set.of("bridge", "dom", CORE)),
          entry("http", Set.of("source", "bridge", "dom", CORE)),
          entry("tabs", Set.of("bridge", "dom", CORE)),
          entry("vector", Set.of("kernel", "source", "bridge", "dom", KERNELS, CORE)),
          entry("worker", Set.of("digest", "bridge", "dom", CORE)),
          entry(
              "api",
              Set.of(
                  "idb", "digest", "codec", "kernel", "worker", "source", "http", "tabs", "bridge",
                  "dom", CORE)));

  private Rooms() {}

  /** A new package needs an entry here before anything uses it. */
  static DescribedPredicate<JavaClass> listed() {
    return describe("in a listed room", type -> KNOWN.containsKey(room(type)));
  }

  static ArchCondition<JavaClass> knowOnlyWhatTheyMay() {
    return new ArchCondition<>("know only the rooms they may") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (!allowed(type, dependency.getTargetClass().getBaseComponentType())) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean allowed(JavaClass type, JavaClass target) {
    String from = room(type);
    String to = room(target);
    return !target.getPackageName().startsWith(HOUSE)
        || to.equals(from)
        || KNOWN.getOrDefault(from, Set.of()).contains(to);
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    if (name.startsWith(HOUSE + "." + KERNELS)) {
      return KERNELS;
    }
    return name.startsWith(WEB) ? name.substring(name.lastIndexOf('.') + 1) : CORE;
  }
}
