package dev.granary.localhub;

/**
 * Something that is answered with a body.
 *
 * @param subject what faults and counts know it by
 * @param etag without the quotes
 */
record Resource(String subject, Content content, String type, String etag) {}
