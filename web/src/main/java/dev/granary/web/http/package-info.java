/**
 * Requests to servers: {@link dev.granary.web.http.WebHttp} implements the core's {@code Http} with
 * the platform's fetch or the caller's. The core decides when to ask again, and for which bytes.
 */
package dev.granary.web.http;
