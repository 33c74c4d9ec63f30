package dev.granary.localhub;

/**
 * Content that a handler sends as the body of an answer.
 *
 * @param subject the path by which faults and counts identify the resource
 * @param etag the ETag without quotes
 */
record Resource(String subject, Content content, String type, String etag) {}
