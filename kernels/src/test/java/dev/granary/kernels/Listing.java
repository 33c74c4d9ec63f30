package dev.granary.kernels;

import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.ExportSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import dev.granary.kernels.emit.VectorMachine;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints modules as text: a line for each instruction, indented by its structures. */
final class Listing {
  private final WasmModule module;
  private final Map<Integer, String> functions = new HashMap<>();

  Listing(byte[] bytes) {
    module = Parser.parse(VectorMachine.readable(bytes));
    ExportSection exports = module.exportSection();
    for (int i = 0; i < exports.exportCount(); i++) {
      if (exports.getExport(i).exportType() == ExternalType.FUNCTION) {
        functions.put(exports.getExport(i).index(), exports.getExport(i).name());
      }
    }
  }

  /** Returns the names of the exported functions, by number. */
  Map<Integer, String> functions() {
    return functions;
  }

  int count() {
    return module.codeSection().functionBodyCount();
  }

  String of(String name) {
    return of(
        functions.keySet().stream().filter(i -> functions.get(i).equals(name)).findFirst().get());
  }

  /** Prints the function with this number. */
  String of(int function) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    List<AnnotatedInstruction> instructions =
        module.codeSection().getFunctionBody(function).instructions();
    for (Instruction instruction : instructions.subList(0, instructions.size() - 1)) {
      OpCode opcode = instruction.opcode();
      if (opcode == OpCode.END || opcode == OpCode.ELSE) {
        depth--;
      }
      text.append("  ".repeat(depth)).append(line(instruction)).append('\n');
      if (List.of(OpCode.BLOCK, OpCode.LOOP, OpCode.IF, OpCode.ELSE).contains(opcode)) {
        depth++;
      }
    }
    return text.toString();
  }

  /** Prints an instruction: its name and its operands; for a memory access its offset. */
  private static String line(Instruction instruction) {
    String name = instruction.opcode().name().toLowerCase(Locale.ROOT);
    String text = name.replaceFirst("^([if]\\d+(x\\d+)?|v128|local|memory)_", "$1.");
    return switch (instruction.opcode()) {
      case BLOCK, LOOP, IF, MEMORY_COPY -> text;
      case V128_LOAD, V128_STORE, I32_LOAD, I32_STORE ->
          instruction.operand(1) == 0 ? text : text + " offset=" + instruction.operand(1);
      default -> {
        StringBuilder line = new StringBuilder(text);
        for (int i = 0; i < instruction.operandCount(); i++) {
          line.append(' ').append(instruction.operand(i));
        }
        yield line.toString();
      }
    };
  }
}
