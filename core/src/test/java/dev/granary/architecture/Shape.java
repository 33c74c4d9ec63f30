package dev.granary.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.NATIVE;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.granary.architecture.fixtures.AddsFractionToText;
import dev.granary.architecture.fixtures.EntersMonitor;
import dev.granary.architecture.fixtures.HasNativeMethod;
import dev.granary.architecture.fixtures.HasSynchronizedMethod;
import dev.granary.architecture.fixtures.MayBeExtended;
import dev.granary.architecture.fixtures.circle.left.Left;
import dev.granary.architecture.fixtures.hub.api.KnowsHub;
import dev.granary.architecture.fixtures.json.KnowsFrontDoor;
import dev.granary.architecture.fixtures.json.KnowsStore;
import dev.granary.architecture.fixtures.other.json.LooksListed;
import dev.granary.architecture.fixtures.store.KnowsRecord;
import java.util.Map;
import java.util.stream.Stream;

/** Lists the rules of the core's structure: its packages, its classes, and what no method does. */
final class Shape {
  /** The classes that are open on purpose, and why. */
  private static final Map<String, String> OPEN =
      Map.of("dev.granary.store.Tables", "tests plant a flaw at any question a transaction asks");

  private Shape() {}

  static Stream<Rule> rules() {
    return Stream.of(
        new Rule(classes().should(be(Rooms.listed())), Left.class),
        new Rule(classes().should(be(Rooms.listed())), LooksListed.class),
        new Rule(classes().should(Rooms.knowOnlyWhatTheyMay()), KnowsStore.class),
        new Rule(classes().should(Rooms.knowOnlyWhatTheyMay()), KnowsHub.class),
        new Rule(
            classes().should(Rooms.knowOnlyWhatTheyMay()).as("no room knows the front door"),
            KnowsFrontDoor.class),
        new Rule(
            classes()
                .that(describe("belong to the store", Rooms::isStore))
                .should(Rooms.knowNoRecord()),
            KnowsRecord.class),
        new Rule(slices().assignedFrom(Rooms.slices()).should().beFreeOfCycles(), Left.class),
        new Rule(
            classes()
                .that(describe("could be final", Shape::couldBeFinal))
                .should()
                .haveModifier(FINAL),
            MayBeExtended.class),
        new Rule(
            methods().should().notHaveModifier(SYNCHRONIZED).because("no threads in core"),
            HasSynchronizedMethod.class),
        new Rule(
            noClasses().should(Instructions.enterMonitor()).because("no threads in core"),
            EntersMonitor.class),
        new Rule(
            methods().should().notHaveModifier(NATIVE).because("core knows no platform"),
            HasNativeMethod.class),
        new Rule(
            noClasses().should(Instructions.addFractionToText()).because("adds 14 KB"),
            AddsFractionToText.class));
  }

  private static boolean couldBeFinal(JavaClass type) {
    return !type.isInterface()
        && !type.isEnum()
        && !type.isAnonymousClass()
        && !type.getModifiers().contains(ABSTRACT)
        && !OPEN.containsKey(type.getName());
  }
}
