package dev.granary.web.api;

import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.web.digest.DigestWorkerClient;
import dev.granary.web.digest.UnusableFile;
import dev.granary.web.dom.Promise;
import dev.granary.web.kernel.KernelLoader;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Says how to open a store. Every property is present. */
public interface Settings extends JSObject {
  /** Loads a part of the program. */
  @JSFunctor
  interface Loader extends JSObject {
    Promise load();
  }

  @JSProperty
  String getName();

  @JSProperty("inMemory")
  boolean isInMemory();

  @JSProperty
  int getChunkSize();

  /** Returns the budget in bytes; Infinity where there is none. */
  @JSProperty
  double getBudget();

  /** Returns how many bytes of decoded tensors to keep in memory. */
  @JSProperty
  double getMemoryCache();

  /** Returns 'first-read', 'always' or 'never'. */
  @JSProperty
  String getVerify();

  /**
   * Returns the function that starts the digest worker; null where its file or Worker is missing.
   */
  @JSProperty
  @Ts("(() => Worker) | null")
  DigestWorkerClient.Starter getStartWorker();

  /**
   * Returns the function that fetches the WebAssembly kernels; null where their file is missing.
   */
  @JSProperty
  @Ts("(() => Promise<Response>) | null")
  KernelLoader.Fetch getFetchKernels();

  /** Returns the function that hears which file of the package cannot be used, and why. */
  @JSProperty
  @Ts("(file: string, cause: unknown) => void")
  UnusableFile getUnusable();

  @JSProperty
  HubSettings getHub();

  /** Returns the function that loads the part that has models, and opens it for this store. */
  @JSProperty
  @Ts("() => Promise<unknown>")
  Loader getLoadModels();

  /**
   * Returns the function that takes each event. The core never calls this function in the middle of
   * its own work.
   */
  @JSProperty
  @Ts("(type: string, detail: Record<string, unknown>) => void")
  Events.Emit getEmit();

  /** Converts the name of a verify mode, which the facade has checked. */
  static Verify verify(String name) {
    return switch (name) {
      case "always" -> Verify.ALWAYS;
      case "never" -> Verify.NEVER;
      default -> Verify.FIRST_READ;
    };
  }
}
