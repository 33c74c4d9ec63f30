package dev.granary.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Checks bytecode that ArchUnit does not read. */
final class Instructions extends ArchCondition<JavaClass> {
  /** A descriptor that takes a double or a float, without the letters of class names. */
  private static final Pattern FRACTION = Pattern.compile("\\((L[^;]*;|[^DFL)])*[DF].*");

  private final Function<Runnable, MethodVisitor> scan;

  private Instructions(String description, Function<Runnable, MethodVisitor> scan) {
    super(description);
    this.scan = scan;
  }

  /** Finds a synchronized block; a method's modifier is not an instruction. */
  static Instructions enterMonitor() {
    return new Instructions(
        "enter a monitor",
        found ->
            new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitInsn(int opcode) {
                if (opcode == Opcodes.MONITORENTER) {
                  found.run();
                }
              }
            });
  }

  /**
   * Finds a plus between a text and a double or float. It prints the number without a visible call.
   */
  static Instructions addFractionToText() {
    return new Instructions(
        "add a double or a float to a text",
        found ->
            new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitInvokeDynamicInsn(
                  String name, String descriptor, Handle bootstrap, Object... arguments) {
                if (bootstrap.getOwner().equals("java/lang/invoke/StringConcatFactory")
                    && FRACTION.matcher(descriptor).matches()) {
                  found.run();
                }
              }
            });
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    ClassVisitor methods =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            String message = type.getName() + "." + name + " does " + getDescription();
            return scan.apply(() -> events.add(SimpleConditionEvent.satisfied(type, message)));
          }
        };
    try (InputStream bytes = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      new ClassReader(bytes).accept(methods, ClassReader.SKIP_DEBUG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
