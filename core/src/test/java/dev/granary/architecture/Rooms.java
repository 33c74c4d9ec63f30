package dev.granary.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;

/** The packages of the core, and which other packages each may know. */
final class Rooms {
  private static final String HOUSE = "dev.granary";

  /** The house of the rooms that break the rules on purpose. */
  private static final String FIXTURES = HOUSE + ".architecture.fixtures";

  /** The core's own package, which every room may know. */
  private static final String ROOT = "";

  /** The classes of that package that stand above all rooms: no room may know them. */
  private static final Set<String> FRONT_DOOR_CLASSES =
      Set.of("Granary", "GranaryFiles", "GranaryModels", "Gate");

  private static final String FRONT_DOOR = "the front door";

  /** The records of the store's users, which the store must not know. */
  private static final Set<String> RECORDS =
      Set.of("catalog", "collection", "file", "model", "hub", "hub.api", "hub.quant", "document");

  /** Each room by its path below the house, and the rooms that it may know. */
  private static final Map<String, Set<String>> KNOWN =
      Map.ofEntries(
          entry(ROOT, Set.of()),
          entry(
              FRONT_DOOR,
              Set.of(
                  "document",
                  "model",
                  "tensor",
                  "http",
                  "file",
                  "session",
                  "space",
                  "chunk",
                  "chunk.codec",
                  "store",
                  "digest",
                  "catalog")),
          entry("text", Set.of()),
          entry("json", Set.of()),
          entry("digest", Set.of()),
          entry("chunk.codec", Set.of()),
          entry("tensor", Set.of()),
          entry("vector", Set.of()),
          entry("vector.flat", Set.of("vector")),
          entry("vector.hnsw", Set.of("vector")),
          entry("vector.filter", Set.of("json")),
          entry("vector.text", Set.of("vector")),
          entry(
              "vector.collection",
              Set.of(
                  "vector", "vector.flat", "vector.hnsw", "vector.filter", "vector.text", "json")),
          entry(
              "collection",
              Set.of("file", "session", "chunk", "store", "digest", "catalog", "json")),
          entry("store", Set.of("json")),
          entry("catalog", Set.of("store", "json", "digest")),
          entry("chunk", Set.of("store", "digest", "chunk.codec", "catalog")),
          entry("format", Set.of("tensor", "chunk", "json", "text")),
          entry("space", Set.of("store", "catalog", "json")),
          entry("session", Set.of("space", "chunk", "store", "digest", "chunk.codec")),
          entry("document", Set.of("session", "store")),
          entry("file", Set.of("session", "space", "chunk", "store", "digest", "catalog", "json")),
          entry(
              "model",
              Set.of(
                  "format",
                  "tensor",
                  "http",
                  "integrity",
                  "file",
                  "session",
                  "space",
                  "chunk",
                  "store",
                  "digest",
                  "catalog",
                  "json")),
          entry("bundle", Set.of("file", "session", "chunk", "store", "digest", "catalog", "json")),
          entry("http", Set.of("chunk")),
          entry("serve", Set.of("catalog")),
          entry(
              "download", Set.of("http", "file", "session", "space", "chunk", "store", "catalog")),
          entry(
              "integrity",
              Set.of("http", "file", "session", "space", "chunk", "store", "digest", "catalog")),
          entry("hub.api", Set.of("http", "chunk", "json", "text")),
          entry("hub.quant", Set.of("hub.api")),
          entry(
              "hub",
              Set.of(
                  "hub.api",
                  "hub.quant",
                  "download",
                  "http",
                  "file",
                  "session",
                  "space",
                  "store",
                  "catalog",
                  "json")));

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

  /** Stated by itself, so that no entry of the table can allow it. */
  static ArchCondition<JavaClass> knowNoRecord() {
    return new ArchCondition<>("know no record") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (RECORDS.contains(room(dependency.getTargetClass().getBaseComponentType()))) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  static boolean isStore(JavaClass type) {
    return room(type).equals("store");
  }

  /** Gives the path of a room below the house; fixtures stand for the rooms of the same path. */
  private static String room(JavaClass type) {
    String name = type.getPackageName();
    String house = name.startsWith(FIXTURES) ? FIXTURES : HOUSE;
    String room = name.startsWith(house + ".") ? name.substring(house.length() + 1) : ROOT;
    return room.equals(ROOT) && FRONT_DOOR_CLASSES.contains(outermost(type)) ? FRONT_DOOR : room;
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(Rooms::outermost).orElse(type.getSimpleName());
  }

  /** One slice for each room, and none for the front door, which stands above all of them. */
  static SliceAssignment slices() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return room(type).equals(FRONT_DOOR)
            ? SliceIdentifier.ignore()
            : SliceIdentifier.of(type.getPackageName());
      }

      @Override
      public String getDescription() {
        return "rooms without the front door";
      }
    };
  }
}
