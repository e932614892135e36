/**
 * {@code demo}: a throw-away gateway between little mail servers on loopback, and what becomes of six messages. It takes
 * the gateway as it is and reports what it finds; nothing here decides about mail.
 */
@NullMarked
package dev.postern.demo;

import org.jspecify.annotations.NullMarked;
