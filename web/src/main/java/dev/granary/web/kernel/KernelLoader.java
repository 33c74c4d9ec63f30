package dev.granary.web.kernel;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/**
 * Loads a file of kernels: it is fetched and compiled, and who uses it makes an instance of the
 * module, which has a memory of its own. What is promised fails where WebAssembly is not allowed,
 * or where the file is not there or is another.
 */
public final class KernelLoader {
  /** Fetches a file of kernels. */
  @JSFunctor
  public interface Fetch extends JSObject {
    Promise fetch();
  }

  /** A module that can be called. */
  public interface Instance extends JSObject {
    @JSProperty
    JSObject getExports();
  }

  private KernelLoader() {}

  /** Promises a file's module, which workers can be sent. */
  @JSBody(
      params = "file",
      script =
          "return Promise.resolve().then(file)"
              + ".then(function(found) { if (!found.ok) throw found; return found.arrayBuffer(); })"
              + ".then(function(bytes) { return WebAssembly.compile(bytes); });")
  public static native Promise module(Fetch file);

  /** Promises an {@link Instance}. */
  @JSBody(params = "module", script = "return WebAssembly.instantiate(module);")
  public static native Promise instance(JSObject module);
}
