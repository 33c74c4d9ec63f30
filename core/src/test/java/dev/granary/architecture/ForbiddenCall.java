package dev.granary.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.properties.HasParameterTypes;
import dev.granary.architecture.fixtures.MakesForbiddenCalls;

/**
 * Lists the methods that the core must not call or refer to, and why. Their classes are allowed
 * otherwise.
 */
enum ForbiddenCall {
  FORMAT(String.class, "format", "adds 180 KB"),
  FORMATTED(String.class, "formatted", "TeaVM lacks it"),
  LINES(String.class, "lines", "TeaVM lacks it"),
  ENUM_VALUE_OF(Enum.class, "valueOf", "crashes TeaVM's compiler; parse with a switch"),
  PARSE_DOUBLE(Double.class, "parseDouble", "adds 14 KB"),
  DOUBLE_VALUE_OF(Double.class, "valueOf", "adds 14 KB", String.class),
  PARSE_FLOAT(Float.class, "parseFloat", "adds 14 KB"),
  FLOAT_VALUE_OF(Float.class, "valueOf", "adds 14 KB", String.class),
  APPEND_DOUBLE(StringBuilder.class, "append", "adds 14 KB", double.class),
  APPEND_FLOAT(StringBuilder.class, "append", "adds 14 KB", float.class),
  PRINT_DOUBLE(Double.class, "toString", "adds 14 KB", double.class),
  PRINT_FLOAT(Float.class, "toString", "adds 14 KB", float.class),
  STRING_OF_DOUBLE(String.class, "valueOf", "adds 14 KB", double.class),
  STRING_OF_FLOAT(String.class, "valueOf", "adds 14 KB", float.class),
  WAIT(Object.class, "wait", "no threads in core"),
  NOTIFY(Object.class, "notify", "no threads in core"),
  NOTIFY_ALL(Object.class, "notifyAll", "no threads in core"),
  ADD_SUPPRESSED(Throwable.class, "addSuppressed", "TeaVM's exceptions do not keep it"),
  SIMPLE_NAME(Class.class, "getSimpleName", "crashes on an error that came from JavaScript");

  private final Class<?> owner;
  private final String name;
  private final String reason;

  /** The only parameter of the forbidden overload; null for all overloads. */
  private final Class<?> parameter;

  ForbiddenCall(Class<?> owner, String name, String reason) {
    this(owner, name, reason, null);
  }

  ForbiddenCall(Class<?> owner, String name, String reason, Class<?> parameter) {
    this.owner = owner;
    this.name = name;
    this.reason = reason;
    this.parameter = parameter;
  }

  Rule rule() {
    return new Rule(
        noClasses()
            .should()
            .accessTargetWhere(describe("calls " + owner.getName() + "." + name, this::matches))
            .because(reason),
        MakesForbiddenCalls.class);
  }

  private boolean matches(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getName().equals(name)
        && target.getOwner().isAssignableTo(owner)
        && (parameter == null
            || HasParameterTypes.Predicates.rawParameterTypes(parameter).test(target))
        && !generated(access.getOrigin());
  }

  /** Every enum has a valueOf of its own, which does no harm until it is called. */
  private static boolean generated(JavaCodeUnit caller) {
    return caller.getOwner().isEnum() && caller.getName().equals("valueOf");
  }
}
