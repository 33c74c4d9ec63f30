package dev.granary.download;

import dev.granary.Task;
import dev.granary.http.Http;
import dev.granary.http.HttpFactory;
import java.util.List;

/**
 * How a server is asked for a file.
 *
 * @param clients what asks
 * @param ownClients whether the caller has chosen them
 * @param headers what is sent with each request; never kept anywhere
 * @param retries how often in a row to try again
 */
public record ServerAccess(
    HttpFactory clients, boolean ownClients, List<Http.Header> headers, int retries) {

  /** Knows servers that are asked in a way of their own, such as a hub with its token. */
  public interface Known {
    /** Where no server is known. */
    Known NONE = (key, url, given, asking) -> given;

    /**
     * How to ask for the URL that a key keeps: as given, or in the server's own way. May suspend.
     *
     * @param asking the task that needs it
     */
    ServerAccess to(String key, String url, ServerAccess given, Task asking);
  }
}
