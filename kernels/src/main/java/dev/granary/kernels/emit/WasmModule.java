package dev.granary.kernels.emit;

import java.util.ArrayList;
import java.util.List;

/** A module with one memory, which is exported and may grow. */
public final class WasmModule {
  /** The size of one page of memory in bytes. */
  public static final int PAGE = 64 * 1024;

  private static final int FUNCTION = 0;
  private static final int MEMORY = 2;
  private static final int GLOBAL = 3;

  private final int pages;
  private final List<Function> functions = new ArrayList<>();
  private final List<Bytes> globals = new ArrayList<>();
  private final List<Bytes> exports = new ArrayList<>();
  private final List<Bytes> data = new ArrayList<>();
  private Function start;

  /** Makes a module whose memory starts with this many pages of zeros. */
  public WasmModule(int pages) {
    this.pages = pages;
    export("memory", MEMORY, 0);
  }

  /** Adds a function that only this module can call. */
  public Function function() {
    Function function = new Function(functions.size());
    functions.add(function);
    return function;
  }

  /** Adds a function that the host can call. */
  public Function function(String name) {
    Function function = function();
    export(name, FUNCTION, function.index);
    return function;
  }

  /** Adds the function that the engine runs when it instantiates the module. */
  public Function start() {
    start = function();
    return start;
  }

  /** Adds a number that the host can read. */
  public void constant(String name, int value) {
    export(name, GLOBAL, globals.size());
    Bytes global = new Bytes().put(ValueType.I32.code).put(0);
    I32.of(value).push(global);
    globals.add(global.put(Op.END));
  }

  /** Adds bytes that lie in memory from the start. */
  public void data(int address, byte[] content) {
    Bytes segment = new Bytes().put(0);
    I32.of(address).push(segment);
    segment.put(Op.END).unsigned(content.length);
    for (byte b : content) {
      segment.put(b);
    }
    data.add(segment);
  }

  private void export(String name, int kind, int index) {
    exports.add(new Bytes().name(name).put(kind).unsigned(index));
  }

  /**
   * Writes the module in the binary format (section 5.5.16), with the sections in the order of
   * their numbers.
   */
  public byte[] toBytes() {
    // The type of a function has the number of the function. Few types are equal, so sharing them
    // would cost more bytes than it saves.
    List<Bytes> types = functions.stream().map(Function::signature).toList();
    List<Bytes> typeIndexes = functions.stream().map(f -> new Bytes().unsigned(f.index)).toList();
    List<Bytes> memories = List.of(new Bytes().put(0).unsigned(pages));
    List<Bytes> codes = functions.stream().map(f -> new Bytes().sized(f.code())).toList();

    Bytes module = new Bytes();
    for (int b : new int[] {0, 'a', 's', 'm', 1, 0, 0, 0}) {
      module.put(b);
    }
    section(module, 1, types);
    section(module, 3, typeIndexes);
    section(module, 5, memories);
    section(module, 6, globals);
    section(module, 7, exports);
    if (start != null) {
      module.put(8).sized(new Bytes().unsigned(start.index));
    }
    if (!data.isEmpty()) {
      // The count makes a file invalid that was cut off before its data.
      module.put(12).sized(new Bytes().unsigned(data.size()));
    }
    section(module, 10, codes);
    section(module, 11, data);
    return module.toArray();
  }

  private static void section(Bytes module, int number, List<Bytes> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Bytes section = new Bytes().unsigned(entries.size());
    entries.forEach(section::append);
    module.put(number).sized(section);
  }
}
