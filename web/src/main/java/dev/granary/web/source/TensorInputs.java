package dev.granary.web.source;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.chunk.ByteSource;
import dev.granary.model.TensorSource;
import dev.granary.model.TensorSpec;
import dev.granary.tensor.DataType;
import dev.granary.web.bridge.Aborted;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSNumber;

/** Supplies the tensors that a caller's iterator yields, one after the other. */
public final class TensorInputs implements TensorSource {
  private final CoreTensors given;
  private final Task task;
  private Raw tensor;

  public TensorInputs(CoreTensors given, Task task) {
    this.given = given;
    this.task = task;
  }

  /** Gives the tensors that JavaScript holds. */
  public interface CoreTensors extends JSObject {
    /** Resolves to the next tensor, or to null at the end. */
    Promise next();

    void close();
  }

  private interface Raw extends JSObject {
    @JSProperty
    String getName();

    @JSProperty
    String getDataType();

    @JSProperty
    JsArray getShape();

    @JSProperty
    JSObject getData();

    @JSProperty
    String getMetadata();

    /** The failure with which the facade refuses this tensor, or null. */
    @JSProperty
    JSObject getRefused();
  }

  @Override
  public TensorSpec next() {
    tensor = (Raw) new SourceWait(task).await(given.next());
    if (tensor == null) {
      return null;
    }
    if (tensor.getRefused() != null) {
      throw new Aborted(tensor.getRefused());
    }
    DataType type = DataType.of(tensor.getDataType());
    if (type == null) {
      throw new GranaryException(
              Code.INVALID,
              "The tensor \""
                  + tensor.getName()
                  + "\" has the type \""
                  + tensor.getDataType()
                  + "\", which does not exist.")
          .with("tensor", tensor.getName());
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < tensor.getShape().getLength(); i++) {
      shape.add((long) ((JSNumber) tensor.getShape().get(i)).doubleValue());
    }
    return new TensorSpec(tensor.getName(), type, shape, tensor.getMetadata());
  }

  @Override
  public ByteSource data() {
    try {
      return Sources.tensor(tensor.getData(), task);
    } catch (GranaryException failure) {
      throw failure.with("tensor", tensor.getName());
    }
  }

  @Override
  public void close() {
    given.close();
  }
}
