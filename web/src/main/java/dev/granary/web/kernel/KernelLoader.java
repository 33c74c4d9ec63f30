package dev.granary.web.kernel;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/**
 * Loads a file of kernels: fetches and compiles it. Each user makes an instance of the module, with
 * a memory of its own. The promises reject where WebAssembly is forbidden, or where the file is
 * missing or another one.
 */
public final class KernelLoader {
  /** Fetches a file of kernels. */
  @JSFunctor
  public interface Fetch extends JSObject {
    Promise fetch();
  }

  /** An instance of a module, which can be called. */
  public interface Instance extends JSObject {
    @JSProperty
    JSObject getExports();
  }

  private KernelLoader() {}

  /** Promises the file's module, which the page can send to workers. */
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
