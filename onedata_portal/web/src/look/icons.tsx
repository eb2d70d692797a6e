// The icons of the pages. They stand beside words or in named buttons, so readers of the screen skip
// them; one that says something by itself is given a label.

import type { AntdIconProps } from "@ant-design/icons/lib/components/AntdIcon";
import {
  AimOutlined as PlainAimOutlined,
  ApartmentOutlined as PlainApartmentOutlined,
  AuditOutlined as PlainAuditOutlined,
  BarChartOutlined as PlainBarChartOutlined,
  BgColorsOutlined as PlainBgColorsOutlined,
  BookOutlined as PlainBookOutlined,
  BranchesOutlined as PlainBranchesOutlined,
  CheckCircleFilled as PlainCheckCircleFilled,
  CheckOutlined as PlainCheckOutlined,
  ClockCircleOutlined as PlainClockCircleOutlined,
  CloseCircleFilled as PlainCloseCircleFilled,
  CloseCircleOutlined as PlainCloseCircleOutlined,
  CloudServerOutlined as PlainCloudServerOutlined,
  ClusterOutlined as PlainClusterOutlined,
  CloseOutlined as PlainCloseOutlined,
  CopyOutlined as PlainCopyOutlined,
  DatabaseOutlined as PlainDatabaseOutlined,
  DeleteOutlined as PlainDeleteOutlined,
  DownloadOutlined as PlainDownloadOutlined,
  EditOutlined as PlainEditOutlined,
  ExportOutlined as PlainExportOutlined,
  FilterOutlined as PlainFilterOutlined,
  FunctionOutlined as PlainFunctionOutlined,
  GlobalOutlined as PlainGlobalOutlined,
  HistoryOutlined as PlainHistoryOutlined,
  HomeOutlined as PlainHomeOutlined,
  InboxOutlined as PlainInboxOutlined,
  KeyOutlined as PlainKeyOutlined,
  LoadingOutlined as PlainLoadingOutlined,
  LockOutlined as PlainLockOutlined,
  LogoutOutlined as PlainLogoutOutlined,
  MenuFoldOutlined as PlainMenuFoldOutlined,
  MenuUnfoldOutlined as PlainMenuUnfoldOutlined,
  MinusCircleOutlined as PlainMinusCircleOutlined,
  MoreOutlined as PlainMoreOutlined,
  NodeIndexOutlined as PlainNodeIndexOutlined,
  OrderedListOutlined as PlainOrderedListOutlined,
  PlayCircleOutlined as PlainPlayCircleOutlined,
  PlusOutlined as PlainPlusOutlined,
  QuestionCircleOutlined as PlainQuestionCircleOutlined,
  RedoOutlined as PlainRedoOutlined,
  ReloadOutlined as PlainReloadOutlined,
  SafetyCertificateOutlined as PlainSafetyCertificateOutlined,
  SearchOutlined as PlainSearchOutlined,
  SettingOutlined as PlainSettingOutlined,
  StopOutlined as PlainStopOutlined,
  TableOutlined as PlainTableOutlined,
  TeamOutlined as PlainTeamOutlined,
  ThunderboltOutlined as PlainThunderboltOutlined,
  UploadOutlined as PlainUploadOutlined,
  UserAddOutlined as PlainUserAddOutlined,
  UserOutlined as PlainUserOutlined,
  WarningFilled as PlainWarningFilled,
  ZoomInOutlined as PlainZoomInOutlined,
  ZoomOutOutlined as PlainZoomOutOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";

type Icon = ComponentType<AntdIconProps>;

function quiet(Plain: Icon): Icon {
  return function QuietIcon(props) {
    const named = props["aria-label"] !== undefined;
    return <Plain {...(named ? {} : { "aria-hidden": true, "aria-label": undefined, role: "presentation" })} {...props} />;
  };
}

export const AimOutlined = quiet(PlainAimOutlined);
export const ApartmentOutlined = quiet(PlainApartmentOutlined);
export const AuditOutlined = quiet(PlainAuditOutlined);
export const BarChartOutlined = quiet(PlainBarChartOutlined);
export const BgColorsOutlined = quiet(PlainBgColorsOutlined);
export const BookOutlined = quiet(PlainBookOutlined);
export const BranchesOutlined = quiet(PlainBranchesOutlined);
export const CheckCircleFilled = quiet(PlainCheckCircleFilled);
export const CheckOutlined = quiet(PlainCheckOutlined);
export const ClockCircleOutlined = quiet(PlainClockCircleOutlined);
export const CloseCircleFilled = quiet(PlainCloseCircleFilled);
export const CloseCircleOutlined = quiet(PlainCloseCircleOutlined);
export const CloudServerOutlined = quiet(PlainCloudServerOutlined);
export const ClusterOutlined = quiet(PlainClusterOutlined);
export const CloseOutlined = quiet(PlainCloseOutlined);
export const CopyOutlined = quiet(PlainCopyOutlined);
export const DatabaseOutlined = quiet(PlainDatabaseOutlined);
export const DeleteOutlined = quiet(PlainDeleteOutlined);
export const DownloadOutlined = quiet(PlainDownloadOutlined);
export const EditOutlined = quiet(PlainEditOutlined);
export const ExportOutlined = quiet(PlainExportOutlined);
export const FilterOutlined = quiet(PlainFilterOutlined);
export const FunctionOutlined = quiet(PlainFunctionOutlined);
export const GlobalOutlined = quiet(PlainGlobalOutlined);
export const HistoryOutlined = quiet(PlainHistoryOutlined);
export const HomeOutlined = quiet(PlainHomeOutlined);
export const InboxOutlined = quiet(PlainInboxOutlined);
export const KeyOutlined = quiet(PlainKeyOutlined);
export const LoadingOutlined = quiet(PlainLoadingOutlined);
export const LockOutlined = quiet(PlainLockOutlined);
export const LogoutOutlined = quiet(PlainLogoutOutlined);
export const MenuFoldOutlined = quiet(PlainMenuFoldOutlined);
export const MenuUnfoldOutlined = quiet(PlainMenuUnfoldOutlined);
export const MinusCircleOutlined = quiet(PlainMinusCircleOutlined);
export const MoreOutlined = quiet(PlainMoreOutlined);
export const NodeIndexOutlined = quiet(PlainNodeIndexOutlined);
export const OrderedListOutlined = quiet(PlainOrderedListOutlined);
export const PlayCircleOutlined = quiet(PlainPlayCircleOutlined);
export const PlusOutlined = quiet(PlainPlusOutlined);
export const QuestionCircleOutlined = quiet(PlainQuestionCircleOutlined);
export const RedoOutlined = quiet(PlainRedoOutlined);
export const ReloadOutlined = quiet(PlainReloadOutlined);
export const SafetyCertificateOutlined = quiet(PlainSafetyCertificateOutlined);
export const SearchOutlined = quiet(PlainSearchOutlined);
export const SettingOutlined = quiet(PlainSettingOutlined);
export const StopOutlined = quiet(PlainStopOutlined);
export const TableOutlined = quiet(PlainTableOutlined);
export const TeamOutlined = quiet(PlainTeamOutlined);
export const ThunderboltOutlined = quiet(PlainThunderboltOutlined);
export const UploadOutlined = quiet(PlainUploadOutlined);
export const UserAddOutlined = quiet(PlainUserAddOutlined);
export const UserOutlined = quiet(PlainUserOutlined);
export const WarningFilled = quiet(PlainWarningFilled);
export const ZoomInOutlined = quiet(PlainZoomInOutlined);
export const ZoomOutOutlined = quiet(PlainZoomOutOutlined);
