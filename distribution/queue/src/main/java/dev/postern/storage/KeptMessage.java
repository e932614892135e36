package dev.postern.storage;

import java.time.Instant;
import java.util.List;

/**
 * Represents one message in a directory of stored mail.
 *
 * @param name of its files
 * @param contents the files with its content; one, unless a store was broken off
 * @param stored when its envelope was written
 * @param bytes of all its files
 */
public record KeptMessage(String name, List<String> contents, Instant stored, long bytes) {}
