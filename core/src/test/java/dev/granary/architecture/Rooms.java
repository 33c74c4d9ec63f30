package dev.granary.architecture;

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

/** Lists the packages of the core, and which other packages each may use. */
final class Rooms {
  private static final String HOUSE = "dev.granary";

  /** The last part of the core's own package, which all packages may use. */
  private static final String ROOT = "granary";

  private static final Map<String, Set<String>> KNOWN =
      Map.ofEntries(
          entry(ROOT, Set.of()),
          entry("json", Set.of()),
          entry("digest", Set.of()),
          entry("codec", Set.of()),
          entry("tensor", Set.of()),
          entry("vector", Set.of()),
          entry("store", Set.of("json")),
          entry("catalog", Set.of("store", "json", "digest")),
          entry("chunk", Set.of("store", "digest", "codec", "catalog")),
          entry("space", Set.of("store", "catalog", "json")),
          entry("session", Set.of("space", "chunk", "store", "digest", "codec")),
          entry("document", Set.of("session", "store")),
          entry("bundle", Set.of("file", "session", "chunk", "store", "digest", "catalog", "json")),
          entry("http", Set.of("chunk")),
          entry("serve", Set.of("catalog")),
          entry(
              "hub",
              Set.of(
                  "download",
                  "http",
                  "file",
                  "session",
                  "space",
                  "chunk",
                  "store",
                  "catalog",
                  "json")),
          entry(
              "download", Set.of("http", "file", "session", "space", "chunk", "store", "catalog")),
          entry(
              "integrity",
              Set.of("http", "file", "session", "space", "chunk", "store", "digest", "catalog")),
          entry("file", Set.of("session", "space", "chunk", "store", "digest", "catalog", "json")));

  private Rooms() {}

  /** Requires that a new package is listed here before it is used. */
  static DescribedPredicate<JavaClass> listed() {
    return describe("in a listed package", type -> KNOWN.containsKey(room(type)));
  }

  static ArchCondition<JavaClass> knowOnlyWhatTheyMay() {
    return new ArchCondition<>("use only the packages they may") {
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
        || to.equals(ROOT)
        || KNOWN.getOrDefault(from, Set.of()).contains(to);
  }

  private static String room(JavaClass type) {
    return type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
  }
}
