package dev.granary.kernels.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A function of a module. The caller first adds parameters, then statements in the order they run.
 * The inside of a structure is written while its method runs.
 */
public final class Function {
  /** The type of a structure that takes nothing from the stack and leaves nothing on it. */
  private static final int EMPTY = 0x40;

  final int index;
  private final List<ValueType> parameters = new ArrayList<>();
  private final List<ValueType> results = new ArrayList<>();
  private final List<ValueType> locals = new ArrayList<>();
  private final Bytes body = new Bytes();
  private int depth;

  Function(int index) {
    this.index = index;
  }

  /** Adds a parameter. */
  public I32.Local parameter() {
    return new I32.Local(parameter(ValueType.I32));
  }

  /** Adds a parameter that is a float. */
  public F32.Local parameterF32() {
    return new F32.Local(parameter(ValueType.F32));
  }

  private int parameter(ValueType type) {
    if (!locals.isEmpty()) {
      throw new IllegalStateException("Add all parameters before the first local.");
    }
    parameters.add(type);
    return parameters.size() - 1;
  }

  /** Adds a variable, which starts as 0. */
  public I32.Local local() {
    return new I32.Local(local(ValueType.I32));
  }

  /** Adds a variable of 64 bits, which starts as 0. */
  private I64.Local local64() {
    return new I64.Local(local(ValueType.I64));
  }

  /** Adds a float, which starts as 0. */
  private F32.Local localF32() {
    return new F32.Local(local(ValueType.F32));
  }

  /** Adds a vector, which starts as 0. */
  public V128.Local local128() {
    return new V128.Local(local(ValueType.V128));
  }

  private int local(ValueType type) {
    locals.add(type);
    return parameters.size() + locals.size() - 1;
  }

  /** Adds a variable that holds the present result of the value. */
  public I32.Local let(I32 value) {
    I32.Local local = local();
    set(local, value);
    return local;
  }

  /** Adds a variable that holds the present result of the value. */
  public I64.Local let(I64 value) {
    I64.Local local = local64();
    set(local, value);
    return local;
  }

  /** Adds a variable that holds the present result of the value. */
  public F32.Local let(F32 value) {
    F32.Local local = localF32();
    set(local, value);
    return local;
  }

  /** Adds a variable that holds the present result of the value. */
  public V128.Local let(V128 value) {
    V128.Local local = local128();
    set(local, value);
    return local;
  }

  public void set(I32.Local local, I32 value) {
    set(local.index, value);
  }

  public void set(I64.Local local, I64 value) {
    set(local.index, value);
  }

  public void set(F32.Local local, F32 value) {
    set(local.index, value);
  }

  public void set(V128.Local local, V128 value) {
    set(local.index, value);
  }

  private void set(int local, Value value) {
    value.push(body);
    body.put(Op.LOCAL_SET).unsigned(local);
  }

  /** Stores four bytes at {@code address + offset}, at any alignment. */
  public void store32(I32 address, int offset, I32 value) {
    store(Op.I32_STORE, address, offset, value);
  }

  /** Stores the lowest byte at {@code address + offset}. */
  public void store8(I32 address, int offset, I32 value) {
    store(Op.I32_STORE8, address, offset, value);
  }

  /** Stores eight bytes at {@code address + offset}. */
  public void store64(I32 address, int offset, I64 value) {
    store(Op.I64_STORE, address, offset, value);
  }

  private void store(int opcode, I32 address, int offset, Value value) {
    address.push(body);
    value.push(body);
    body.put(opcode);
    Value.memoryArgument(body, offset);
  }

  /** Stores sixteen bytes at {@code address + offset}. */
  public void store128(I32 address, int offset, V128 value) {
    address.push(body);
    value.push(body);
    Op.vector(body, Op.V128_STORE);
    Value.memoryArgument(body, offset);
  }

  /** Moves bytes; the two ranges may overlap. */
  public void copy(I32 to, I32 from, I32 length) {
    to.push(body);
    from.push(body);
    length.push(body);
    Op.memoryCopy(body);
  }

  /** Writes statements; a branch to the label leaves them. */
  public void block(Consumer<Label> inside) {
    structure(Op.BLOCK, inside);
  }

  /** Writes statements; a branch to the label begins them again, and without a branch they end. */
  public void loop(Consumer<Label> inside) {
    structure(Op.LOOP, inside);
  }

  /** Writes statements that run when the condition is not 0. */
  public void when(I32 condition, Runnable inside) {
    condition.push(body);
    structure(Op.IF, end -> inside.run());
  }

  /** Writes statements that run when the condition is not 0, and others that run when it is 0. */
  public void whenElse(I32 condition, Runnable inside, Runnable otherwise) {
    condition.push(body);
    structure(
        Op.IF,
        end -> {
          inside.run();
          body.put(Op.ELSE);
          otherwise.run();
        });
  }

  /**
   * Writes statements that run again and again while the condition is not 0; it is computed before
   * each pass.
   */
  public void repeatWhile(I32 condition, Runnable inside) {
    when(
        condition,
        () ->
            loop(
                again -> {
                  inside.run();
                  branchIf(condition, again);
                }));
  }

  public void branchIf(I32 condition, Label label) {
    condition.push(body);
    // A branch states how many structures lie between it and its label's.
    body.put(Op.BR_IF).unsigned(depth - 1 - label.depth);
  }

  /** Calls a function that returns nothing. */
  public void call(Function function, Value... arguments) {
    function.pushCall(body, arguments);
  }

  /** Writes the last statement: it returns the value. */
  public void result(Value value) {
    results.add(value.type());
    value.push(body);
  }

  private void structure(int opcode, Consumer<Label> inside) {
    body.put(opcode).put(EMPTY);
    inside.accept(new Label(depth++));
    depth--;
    body.put(Op.END);
  }

  void pushCall(Bytes code, Value... arguments) {
    if (arguments.length != parameters.size()) {
      throw new IllegalArgumentException(
          "This function takes " + parameters.size() + " arguments.");
    }
    for (Value argument : arguments) {
      argument.push(code);
    }
    code.put(Op.CALL).unsigned(index);
  }

  /** Writes the type of the function (section 5.3.6). */
  Bytes signature() {
    Bytes signature = new Bytes().put(0x60);
    for (List<ValueType> types : List.of(parameters, results)) {
      signature.unsigned(types.size());
      types.forEach(type -> signature.put(type.code));
    }
    return signature;
  }

  /**
   * Writes the code of the function (section 5.5.13): its locals in runs of one type, and its body.
   */
  Bytes code() {
    Bytes runs = new Bytes();
    int count = 0;
    for (int from = 0; from < locals.size(); count++) {
      int to = from;
      while (to < locals.size() && locals.get(to) == locals.get(from)) {
        to++;
      }
      runs.unsigned(to - from).put(locals.get(from).code);
      from = to;
    }
    return new Bytes().unsigned(count).append(runs).append(body).put(Op.END);
  }
}
