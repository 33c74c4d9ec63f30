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

/** The packages of the core, and which others each may know. */
final class Rooms {
  private static final String HOUSE = "dev.granary";

  /** The last part of the core's own package, which all may know. */
  private static final String ROOT = "granary";

  private static final Map<String, Set<String>> KNOWN =
      Map.ofEntries(
          entry(ROOT, Set.of()),
          entry("json", Set.of()),
          entry("digest", Set.of()),
          entry("encoding", Set.of()),
          entry("tensor", Set.of()),
          entry("vector", Set.of()),
          entry("manifest", Set.of("json", "digest")),
          entry("store", Set.of("manifest", "json")),
          entry("chunk", Set.of("store", "digest", "encoding", "manifest")),
          entry("cache", Set.of("store", "manifest")),
          entry("session", Set.of("cache", "chunk", "store", "digest", "encoding")),
          entry("document", Set.of("session", "store")),
          entry(
              "bundle", Set.of("file", "session", "chunk", "store", "digest", "manifest", "json")),
          entry("http", Set.of("chunk")),
          entry(
              "hub",
              Set.of(
                  "download",
                  "http",
                  "file",
                  "session",
                  "cache",
                  "chunk",
                  "store",
                  "manifest",
                  "json")),
          entry("download", Set.of("http", "file", "session", "chunk", "store", "manifest")),
          entry(
              "integrity",
              Set.of("http", "file", "session", "chunk", "store", "digest", "manifest")),
          entry(
              "file", Set.of("session", "cache", "chunk", "store", "digest", "manifest", "json")));

  private Rooms() {}

  /** So that a new package finds its place here before it is used. */
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
        || to.equals(ROOT)
        || KNOWN.getOrDefault(from, Set.of()).contains(to);
  }

  private static String room(JavaClass type) {
    return type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
  }
}
