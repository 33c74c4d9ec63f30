package dev.granary.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the core keeps every rule, and that the fixtures break each. */
final class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private static final JavaClasses FIXTURES =
      new ClassFileImporter().importPackages("dev.granary.architecture.fixtures");

  static Stream<Rule> rules() {
    Stream<Rule> forbidden =
        Stream.concat(
            Stream.of(ForbiddenClass.values()).map(ForbiddenClass::rule),
            Stream.of(ForbiddenCall.values()).map(ForbiddenCall::rule));
    return Stream.concat(Shape.rules(), forbidden);
  }

  @Test
  void theImportFindsClasses() {
    assertTrue(CORE.contain("dev.granary.store.CommitPlan"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theCoreKeepsTheRule(Rule rule) {
    rule.law().check(CORE);
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

  @Test
  void everyPackageIsDescribed() throws IOException {
    assertEquals(List.of(), Stories.missing(Path.of("src", "main", "java")));
  }

  @Test
  void anUndescribedPackageIsReported() throws IOException {
    Path fixtures = Path.of("src/test/java/dev/granary/architecture/fixtures");
    assertEquals(
        Set.of(fixtures.resolve("silent"), fixtures.resolve("untold")),
        Set.copyOf(Stories.missing(fixtures)));
  }
}
