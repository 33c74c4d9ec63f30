package dev.granary.web.api;

import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.web.digest.DigestWorkerClient;
import dev.granary.web.kernel.KernelLoader;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** How a store is to be opened; every property is present. */
public interface Settings extends JSObject {
  @JSProperty
  String getName();

  @JSProperty("inMemory")
  boolean isInMemory();

  @JSProperty
  int getChunkSize();

  /** Infinity where there is none. */
  @JSProperty
  double getBudget();

  @JSProperty
  String getVerify();

  @JSProperty
  DigestWorkerClient.Starter getStartWorker();

  @JSProperty
  KernelLoader.Fetch getFetchKernels();

  @JSProperty
  HubSettings getHub();

  @JSProperty
  Events.Emit getEmit();

  /** What the name means; the facade has checked it. */
  static Verify verify(String name) {
    return switch (name) {
      case "always" -> Verify.ALWAYS;
      case "never" -> Verify.NEVER;
      default -> Verify.FIRST_READ;
    };
  }
}
