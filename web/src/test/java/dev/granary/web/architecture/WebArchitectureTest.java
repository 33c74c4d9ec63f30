package dev.granary.web.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.granary.web.architecture.fixtures.Misplaced;
import dev.granary.web.architecture.fixtures.dom.KnowsBridge;
import dev.granary.web.architecture.fixtures.idb.MakesForbiddenCalls;
import dev.granary.web.architecture.fixtures.idb.Suspends;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.teavm.interop.Async;
import org.teavm.interop.AsyncCallback;
import org.teavm.jso.core.JSPromise;

/** Checks that module web keeps every rule, and that the rules report fixtures which break them. */
final class WebArchitectureTest {
  private static final JavaClasses WEB =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private static final JavaClasses FIXTURES =
      new ClassFileImporter().importPackages("dev.granary.web.architecture.fixtures");

  /**
   * One rule.
   *
   * @param brokenBy the fixture that breaks the rule on purpose
   */
  record Rule(ArchRule law, Class<?> brokenBy) {
    @Override
    public String toString() {
      return law.getDescription();
    }
  }

  static Stream<Rule> rules() {
    return Stream.of(
        new Rule(
            classes().should(Rooms.knowOnlyWhatTheyMay()).because("dependencies point downwards"),
            KnowsBridge.class),
        new Rule(
            classes()
                .should(ArchCondition.from(Rooms.listed()))
                .because("a new package needs an entry in the list first"),
            Misplaced.class),
        new Rule(
            noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Async.class, AsyncCallback.class)
                .because(
                    "only the bridge may suspend, by its marker and not by TeaVM's coroutines"),
            Suspends.class),
        new Rule(
            noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(JSPromise.class)
                .because("it is not the kind of promise that an async function returns"),
            MakesForbiddenCalls.class),
        new Rule(
            noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CompletableFuture.class.getPackageName() + "..")
                .because("there are no threads, and the class is large"),
            MakesForbiddenCalls.class),
        new Rule(
            noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .because("it adds 180 KB to the program"),
            MakesForbiddenCalls.class));
  }

  @Test
  void thereIsSomethingToCheck() {
    assertTrue(WEB.contain("dev.granary.web.idb.IndexedDbStore"));
    assertTrue(WEB.contain("dev.granary.web.worker.DigestWorker"));
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.granary.web.(*)..").should().beFreeOfCycles().check(WEB);
  }

  /** The kernels depend on nothing else; only their plain-Java versions are in the core. */
  @Test
  void kernelsDependOnNothingElse() {
    JavaClasses kernels = new ClassFileImporter().importPackages("dev.granary.kernels");
    assertTrue(kernels.contain("dev.granary.kernels.Sha256Kernel"));
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.granary.kernels..", "java..")
        .check(kernels);
    classes()
        .that()
        .resideInAPackage("dev.granary.kernels.emit")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.granary.kernels.emit", "java..")
        .check(kernels);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theRuleIsKept(Rule rule) {
    rule.law().check(WEB);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theRuleReportsItsFixture(Rule rule) {
    List<String> violations = rule.law().evaluate(FIXTURES).getFailureReport().getDetails();
    String fixture = rule.brokenBy().getName();
    assertTrue(
        violations.stream().anyMatch(violation -> violation.contains(fixture)),
        () -> "The rule does not report " + fixture + "; it reports " + violations);
  }
}
