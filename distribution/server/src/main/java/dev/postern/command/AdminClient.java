package dev.postern.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.postern.api.AdminPaths;
import dev.postern.api.Json;
import dev.postern.api.Problem;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.server.DataDirectory;
import dev.postern.token.LocalToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Sends the requests of commands to the running gateway, by the address and the token in its data directory. */
final class AdminClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private final String command;

    /**
     * @param data the data directory of the gateway
     * @param command the command that asks
     */
    AdminClient(Path data, String command) {
        this.data = data.toAbsolutePath().normalize();
        this.command = command;
    }

    /** Receives an answer. */
    @FunctionalInterface
    interface Answered<T> {
        /** Returns the exit status of the command. */
        int with(T answer) throws InterruptedException;
    }

    /** Asks by GET; prints what went wrong. Returns the exit status of the command. */
    <T> int get(String path, Class<T> type, Answered<T> answered) throws InterruptedException {
        return ask("GET", path, Optional.empty(), type, answered);
    }

    /** Sends a body by POST; as {@link #get}. */
    <T> int post(String path, Record body, Class<T> type, Answered<T> answered) throws InterruptedException {
        return ask("POST", path, Optional.of(Json.write(body)), type, answered);
    }

    private <T> int ask(String method, String path, Optional<String> body, Class<T> type, Answered<T> answered)
            throws InterruptedException {
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 == 2) {
                return answered.with(Json.read(response.body(), type));
            }
            System.err.println(Json.read(response.body(), Problem.class).detail());
            return response.statusCode() == 404 || response.statusCode() == 400
                    ? ExitStatus.USAGE
                    : ExitStatus.UNAVAILABLE;
        } catch (JsonProcessingException e) {
            System.err.println("Another program than this version of the gateway answers at the address in "
                    + data.resolve(DataDirectory.ADMIN) + ".");
            return ExitStatus.UNAVAILABLE;
        } catch (AccessDeniedException e) {
            System.err.println("No permission to read " + e.getFile()
                    + ". Run the command as root, or as the user that the gateway runs as.");
            return ExitStatus.NO_PERMISSION;
        } catch (NoSuchFileException e) {
            System.err.println(
                    "No gateway is running with the data directory " + data + ". Name another one by --data.");
            return ExitStatus.UNAVAILABLE;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("The gateway with the data directory " + data + " does not answer: " + e.getMessage());
            return ExitStatus.UNAVAILABLE;
        }
    }

    private HttpRequest request(String method, String path, Optional<String> body) throws IOException {
        String secret = LocalToken.read(data);
        String address = Files.readString(data.resolve(DataDirectory.ADMIN))
                .lines()
                .findFirst()
                .orElseThrow(() -> new IOException("its file " + DataDirectory.ADMIN + " is empty"));
        var request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(PATIENCE)
                .header(AdminPaths.COMMAND_HEADER, command)
                .header("Authorization", "Bearer " + secret)
                .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        body.ifPresent(any -> request.header("Content-Type", "application/json"));
        return request.build();
    }
}
