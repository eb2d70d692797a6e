// The menu at the left, or in a drawer on a phone.

import { ExportOutlined } from "@/look/icons";
import { NavLink } from "react-router";
import { useMe } from "@/api/session";
import { systemsFor, type Place } from "@/shell/places";
import { useTexts } from "@/texts/context";

interface MenuProps {
  folded?: boolean;
  onGo?: () => void;
}

export function MainMenu({ folded = false, onGo }: MenuProps) {
  const texts = useTexts();
  const systems = systemsFor(useMe(), texts);
  return (
    <nav aria-label={texts.menu.label} className={folded ? "menu menu-folded" : "menu"}>
      {systems.map((system) => (
        <div key={system.title} className="menu-system">
          {system.title ? <h2 className="menu-title">{system.title}</h2> : null}
          <ul>
            {system.places.map((place) => (
              <li key={place.to}>
                <PlaceLink place={place} folded={folded} onGo={onGo} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function PlaceLink({ place, folded, onGo }: { place: Place; folded: boolean; onGo: (() => void) | undefined }) {
  const content = (
    <>
      {place.icon}
      <span className={folded ? "only-read" : "menu-text"}>{place.title}</span>
      {place.outside && !folded ? <ExportOutlined className="menu-outside" aria-hidden /> : null}
    </>
  );
  const more = { className: "menu-link", title: folded ? place.title : undefined, onClick: onGo };
  if (place.outside) return <a href={place.to} {...more}>{content}</a>;
  return <NavLink to={place.to} end={place.to === "/"} {...more}>{content}</NavLink>;
}
