package dev.granary.download;

import dev.granary.Task;
import dev.granary.http.Http;
import dev.granary.http.HttpFactory;
import java.util.List;

/**
 * Says how to ask a server for a file.
 *
 * @param clients makes the clients that ask
 * @param ownClients whether the caller has chosen the clients
 * @param headers the headers of each request; they are stored nowhere
 * @param retries how often in a row to try again
 */
public record ServerAccess(
    HttpFactory clients, boolean ownClients, List<Http.Header> headers, int retries) {

  /** Knows the servers that need access of their own, such as a hub with its token. */
  public interface Known {
    /** Knows no server. */
    Known NONE = (key, url, given, asking) -> given;

    /**
     * Returns the access to the URL that a key's journal holds: the given access, or the server's
     * own. May suspend.
     *
     * @param asking the task that needs the access
     */
    ServerAccess to(String key, String url, ServerAccess given, Task asking);
  }
}
