/**
 * A content filter before the queue: what a filter is asked about a message, what it may answer, and the header fields that it
 * may change. Who speaks to a filter is elsewhere.
 */
@NullMarked
package dev.postern.filter;

import org.jspecify.annotations.NullMarked;
