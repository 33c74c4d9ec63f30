package dev.granary.kernels.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A function of a module: its parameters first, then its statements in the order they run. A
 * structure's inside is written while its method runs.
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
    if (!locals.isEmpty()) {
      throw new IllegalStateException("Parameters come before locals");
    }
    parameters.add(ValueType.I32);
    return new I32.Local(parameters.size() - 1);
  }

  /** Adds a variable, which is 0. */
  public I32.Local local() {
    locals.add(ValueType.I32);
    return new I32.Local(parameters.size() + locals.size() - 1);
  }

  /** Adds a variable that holds what the value is now. */
  public I32.Local let(I32 value) {
    I32.Local local = local();
    set(local, value);
    return local;
  }

  public void set(I32.Local local, I32 value) {
    set(local.index, value);
  }

  /** Adds a vector, which is 0. */
  public V128.Local local128() {
    locals.add(ValueType.V128);
    return new V128.Local(parameters.size() + locals.size() - 1);
  }

  public void set(V128.Local local, V128 value) {
    set(local.index, value);
  }

  private void set(int local, Value value) {
    value.push(body);
    body.put(Op.LOCAL_SET).unsigned(local);
  }

  /** Writes four bytes at an address and {@code offset} further on, at any alignment. */
  public void store32(I32 address, int offset, I32 value) {
    address.push(body);
    value.push(body);
    body.put(Op.I32_STORE);
    Value.memoryArgument(body, offset);
  }

  /** Writes sixteen bytes there. */
  public void store128(I32 address, int offset, V128 value) {
    address.push(body);
    value.push(body);
    Op.vector(body, Op.V128_STORE);
    Value.memoryArgument(body, offset);
  }

  /** Statements that a branch to the label leaves. */
  public void block(Consumer<Label> inside) {
    structure(Op.BLOCK, inside);
  }

  /** Statements that a branch to the label begins again; without one they end. */
  public void loop(Consumer<Label> inside) {
    structure(Op.LOOP, inside);
  }

  /** Statements for when a condition is not 0. */
  public void when(I32 condition, Runnable inside) {
    condition.push(body);
    structure(Op.IF, end -> inside.run());
  }

  /** Statements that are repeated for as long as a condition, asked before each pass, is not 0. */
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

  public void branch(Label label) {
    branch(Op.BR, label);
  }

  public void branchIf(I32 condition, Label label) {
    condition.push(body);
    branch(Op.BR_IF, label);
  }

  /** Calls a function that returns nothing. */
  public void call(Function function, Value... arguments) {
    function.pushCall(body, arguments);
  }

  /** The last statement: what the function returns. */
  public void result(I32 value) {
    results.add(value.type());
    value.push(body);
  }

  private void structure(int opcode, Consumer<Label> inside) {
    body.put(opcode).put(EMPTY);
    inside.accept(new Label(depth++));
    depth--;
    body.put(Op.END);
  }

  /** A branch counts the structures between it and its label's. */
  private void branch(int opcode, Label label) {
    body.put(opcode).unsigned(depth - 1 - label.depth);
  }

  void pushCall(Bytes code, Value... arguments) {
    if (arguments.length != parameters.size()) {
      throw new IllegalArgumentException("Takes " + parameters.size() + " arguments");
    }
    for (Value argument : arguments) {
      argument.push(code);
    }
    code.put(Op.CALL).unsigned(index);
  }

  /** Its type (section 5.3.6). */
  Bytes signature() {
    Bytes signature = new Bytes().put(0x60);
    for (List<ValueType> types : List.of(parameters, results)) {
      signature.unsigned(types.size());
      types.forEach(type -> signature.put(type.code));
    }
    return signature;
  }

  /** Its code (section 5.5.13): the locals in runs of one type, and the body. */
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
