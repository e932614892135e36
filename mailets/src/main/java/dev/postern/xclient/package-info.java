/**
 * Postfix's XCLIENT extension: a trusted host, such as a filter in front of the gateway, says whose mail it passes on.
 *
 * <ol>
 *   <li>{@link dev.postern.xclient.XclientHosts} says whose word counts.
 *   <li>{@link dev.postern.xclient.XclientAttributes} reads what they say.
 *   <li>{@link dev.postern.xclient.XclientCommand} makes that client the session's.
 * </ol>
 *
 * <p>Only the address counts. Nothing is known of the TLS between the client and the trusted host: it counts as clear text.
 */
@NullMarked
package dev.postern.xclient;

import org.jspecify.annotations.NullMarked;
