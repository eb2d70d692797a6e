import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { ApiError } from "@/api/client";
import { SESSION } from "@/api/session";
import "@/look/styles.css";
import { Look } from "@/look/look";
import { router } from "@/router";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // An answer of the server is one; only silence is worth asking again.
      retry: (failures, error) => failures < (error instanceof ApiError && error.status > 0 ? 1 : 2) && !(error instanceof ApiError && error.status > 0 && error.status < 500),
      refetchOnWindowFocus: true,
    },
  },
});

// A session that ended while a page was open shows at the next answer.
client.getQueryCache().subscribe((event) => {
  const error = event.query.state.error;
  if (event.type === "updated" && error instanceof ApiError && error.status === 401 && event.query.queryKey[0] !== SESSION[0]) {
    void client.invalidateQueries({ queryKey: SESSION });
  }
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Look>
          <RouterProvider router={router} />
        </Look>
      </QueryClientProvider>
    </StrictMode>,
  );
}
